import { expire } from '../../src/use-cases/expire.js';
import { runReconcile } from '../reconcile.js';

void runReconcile(expire);
