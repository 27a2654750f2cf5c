import type { IAMClient } from '@aws-sdk/client-iam';
import { codeOf, messageOf } from './errors.js';

/**
 * The SDK takes `LimitExceededException` for throttling, slows down and tries four times more
 * (`THROTTLING_ERROR_CODES` in @smithy/core, where other services mean that by it). IAM means a quota, which no
 * waiting mends, so here the error goes by its code's other name.
 */
export function sendQuotaErrorsOn(client: IAMClient): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (cause) {
        if (codeOf(cause) !== 'LimitExceeded') throw cause;
        throw Object.assign(new Error(messageOf(cause), { cause }), { name: 'LimitExceeded' });
      }
    },
    { name: 'sendQuotaErrorsOn', step: 'deserialize', priority: 'high' },
  );
}
