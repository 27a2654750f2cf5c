import { provision } from '../../src/use-cases/provision.js';
import { runReconcile } from '../reconcile.js';

void runReconcile(provision);
