import { awsIam } from './aws-iam/aws-iam.js';
import type { Provider } from './provider.js';

/** Every kind of system that Lapse knows, by its name in config.yaml. Their SDKs load when they connect, not before. */
export const providers: ReadonlyMap<string, Provider> = new Map([[awsIam.name, awsIam]]);
