/** A refusal that goes to the caller as an `<ErrorResponse>`; any other exception becomes a 500 InternalFailure. */
export class AwsRefusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'AwsRefusal';
    this.status = status;
    this.code = code;
  }
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html */
export function validationError(message: string): AwsRefusal {
  return new AwsRefusal(400, 'ValidationError', message);
}

/** The words in which IAM reports a value that breaks a constraint of its service model. */
export function constraintViolation(value: string | undefined, parameter: string, constraint: string): AwsRefusal {
  const shown = value === undefined ? 'null' : `'${value}'`;
  const place = parameter.charAt(0).toLowerCase() + parameter.slice(1);
  return validationError(
    `1 validation error detected: Value ${shown} at '${place}' failed to satisfy constraint: ${constraint}`,
  );
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutUserPolicy.html#API_PutUserPolicy_Errors */
export function malformedPolicy(message: string): AwsRefusal {
  return new AwsRefusal(400, 'MalformedPolicyDocument', message);
}

/** For values that the service model admits and the service does not. */
export function invalidInput(message: string): AwsRefusal {
  return new AwsRefusal(400, 'InvalidInput', message);
}

/** `kind` and `name` as in "The user with name X cannot be found." */
export function noSuchEntity(kind: string, name: string): AwsRefusal {
  return new AwsRefusal(404, 'NoSuchEntity', `The ${kind} with name ${name} cannot be found.`);
}

/** `kind` begins with a capital letter: "User with name X already exists." */
export function entityAlreadyExists(kind: string, name: string): AwsRefusal {
  return new AwsRefusal(409, 'EntityAlreadyExists', `${kind} with name ${name} already exists.`);
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html gives the forms of the message. */
export function accessDenied(message: string): AwsRefusal {
  return new AwsRefusal(403, 'AccessDenied', message);
}
