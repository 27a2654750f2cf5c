import type { ParameterReader } from '../query-protocol.js';
import type { Principal, State } from '../state.js';
import type { Xml } from '../xml.js';

/** What an action works on. `now` in milliseconds since the epoch. */
export interface Call {
  readonly state: State;
  readonly caller: Principal;
  readonly now: number;
}

/** The content of `<…Result>`; undefined for an action that has no result. */
export type Answer = Readonly<Record<string, Xml | undefined>> | undefined;

/**
 * An action in two steps: `prepare` reads the parameters, and what it gives back does the work once the server has made
 * sure that no parameter was left unread. Both throw `AwsRefusal`.
 */
export interface Action {
  prepare(parameters: ParameterReader): (call: Call) => Answer;
}

/** An action that is called without credentials. */
export interface AnonymousAction {
  prepare(parameters: ParameterReader): (call: Omit<Call, 'caller'>) => Promise<Answer>;
}
