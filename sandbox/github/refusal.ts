/** What a request is refused with, in the shape of GitHub's JSON errors (https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api). */
export class Refusal extends Error {
  readonly status: number;
  readonly errors: unknown[] | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly documentation: string;

  constructor(
    status: number,
    message: string,
    errors?: unknown[],
    headers: Readonly<Record<string, string>> = {},
    documentation = 'https://docs.github.com/rest',
  ) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
    this.errors = errors;
    this.headers = headers;
    this.documentation = documentation;
  }
}

export function notFound(): Refusal {
  return new Refusal(404, 'Not Found');
}

/** 422 with one entry in `errors`, as GitHub answers a field that it cannot take. */
export function invalid(resource: string, field: string, code = 'invalid', message?: string): Refusal {
  return new Refusal(422, 'Validation Failed', [{ resource, code, field, ...(message ? { message } : {}) }]);
}

/** 422 with a sentence in `errors`, e.g. "No commits between main and main". */
export function refusedFor(resource: string, message: string): Refusal {
  return new Refusal(422, 'Validation Failed', [{ resource, code: 'custom', message }]);
}
