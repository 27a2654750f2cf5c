import type { Principal } from './state.js';

/** The ARN that GetCallerIdentity shows: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html. */
export function principalArn(principal: Principal): string {
  switch (principal.kind) {
    case 'administrator':
      return `arn:aws:iam::${principal.account}:root`;
    case 'user':
      return principal.user.arn;
    case 'session':
      return `arn:aws:sts::${principal.account}:assumed-role/${principal.role.name}/${principal.sessionName}`;
  }
}

/** `aws:userid`: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable. */
export function principalUserId(principal: Principal): string {
  switch (principal.kind) {
    case 'administrator':
      return principal.account;
    case 'user':
      return principal.user.id;
    case 'session':
      return `${principal.role.id}:${principal.sessionName}`;
  }
}

/** The keys about the caller that conditions can ask for; `aws:PrincipalArn` of a session is its role's. */
export function principalContext(principal: Principal): Record<string, string[]> {
  const context: Record<string, string[]> = {
    'aws:userid': [principalUserId(principal)],
    'aws:PrincipalAccount': [principal.account],
    'aws:PrincipalArn': [principal.kind === 'session' ? principal.role.arn : principalArn(principal)],
  };
  if (principal.kind === 'user') context['aws:username'] = [principal.user.name];
  if (principal.kind === 'session') context['aws:TokenIssueTime'] = [new Date(principal.issuedAt).toISOString()];
  return context;
}
