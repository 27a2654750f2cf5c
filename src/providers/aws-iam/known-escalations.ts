/** What somebody needs for one known way to widen their own rights, and what they do with it. */
export interface KnownEscalation {
  /** All of these together; the first is the one that a warning stands at. */
  readonly needs: readonly [string, ...string[]];
  /** `Whoever has it can …`. */
  readonly by: string;
  /**
   * How far the statement of the first has to reach: `any`, whatever its resources and conditions (whether they bound the
   * harm is beyond us, ADR 0010); `wide`, resources that begin with a wildcard, and no condition; `every-role`, such
   * resources whatever the conditions, or Lapse's own role; `unbound-role`, such resources, or no word about the service
   * that the role is passed to.
   */
  readonly reach: 'any' | 'wide' | 'every-role' | 'unbound-role';
}

const PASS = 'iam:PassRole';

function alone(action: string, by: string, reach: KnownEscalation['reach'] = 'any'): KnownEscalation {
  return { needs: [action], by, reach };
}

function passing(action: string, by: string): KnownEscalation {
  return { needs: [PASS, action], by: `${by} with a role that it is given`, reach: 'any' };
}

/**
 * The published lists, put together: Rhino Security Labs, “AWS IAM Privilege Escalation – Methods and Mitigation”
 * (https://rhinosecuritylabs.com/aws/aws-privilege-escalation-methods-mitigation/), and Datadog's catalogue of paths
 * (https://pathfinding.cloud). `iam:PassRole` is held to AWS's own advice
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html, “PassRole with star in
 * resource”; https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#ck_PassedToService).
 * `NotAction` and `NotResource`, which belong to such lists too, are no keys of ours.
 */
export const KNOWN_ESCALATIONS: readonly KnownEscalation[] = [
  alone('iam:CreatePolicyVersion', 'write a new version of a policy that they have'),
  alone('iam:SetDefaultPolicyVersion', 'go back to a version of a policy that allows more'),
  alone('iam:PutUserPolicy', 'write a policy for themselves'),
  alone('iam:PutGroupPolicy', 'write a policy for a group of theirs'),
  alone('iam:PutRolePolicy', 'write a policy for a role that they can assume'),
  alone('iam:AttachUserPolicy', 'attach any policy to themselves'),
  alone('iam:AttachGroupPolicy', 'attach any policy to a group of theirs'),
  alone('iam:AttachRolePolicy', 'attach any policy to a role that they can assume'),
  alone('iam:AddUserToGroup', 'join a group that may do more'),
  alone('iam:CreateAccessKey', 'make a key of somebody else, or one of their own that outlasts the grant'),
  alone('iam:CreateLoginProfile', 'set a password for somebody else'),
  alone('iam:UpdateLoginProfile', 'change the password of somebody else'),
  alone('iam:UpdateAssumeRolePolicy', 'have any role trust them'),
  alone('iam:CreateUser', 'make a user that no grant ends'),
  alone('iam:CreateRole', 'make a role that trusts them'),
  alone('iam:DeleteUserPolicy', 'delete a policy that denies them something'),
  alone('iam:DeleteRolePolicy', 'delete a policy that denies a role something, such as the cut of sessions'),
  alone('iam:DeleteUserPermissionsBoundary', 'take the boundary off themselves'),
  alone('iam:PutUserPermissionsBoundary', 'give themselves a wider boundary'),
  alone('iam:DeleteRolePermissionsBoundary', 'take the boundary off a role that they can assume'),
  alone('iam:PutRolePermissionsBoundary', 'give a role that they can assume a wider boundary'),
  alone(PASS, 'hand any role to a service that they can use', 'unbound-role'),
  alone('sts:AssumeRole', 'assume every role that trusts them', 'every-role'),

  passing('apprunner:CreateService', 'run a service'),
  passing('bedrock-agentcore:CreateCodeInterpreter', 'run code'),
  passing('cloudformation:CreateStack', 'make a stack'),
  passing('cloudformation:CreateStackSet', 'make stacks'),
  passing('codebuild:CreateProject', 'run a build'),
  passing('datapipeline:CreatePipeline', 'run a pipeline'),
  passing('ec2:RunInstances', 'start a machine'),
  passing('ec2:RequestSpotInstances', 'start a machine'),
  passing('ec2:AssociateIamInstanceProfile', 'run a machine'),
  passing('ecs:RegisterTaskDefinition', 'run a task'),
  passing('glue:CreateDevEndpoint', 'log in to an endpoint'),
  passing('glue:CreateJob', 'run a job'),
  passing('lambda:CreateFunction', 'run a function'),
  passing('sagemaker:CreateNotebookInstance', 'run a notebook'),
  passing('sagemaker:CreateProcessingJob', 'run a job'),
  passing('sagemaker:CreateTrainingJob', 'run a job'),
  passing('states:CreateStateMachine', 'run a state machine'),

  alone('apprunner:UpdateService', 'run their own code with the role of a service'),
  alone('bedrock-agentcore:InvokeCodeInterpreter', 'run their own code with the role of an interpreter'),
  alone('cloudformation:UpdateStack', 'change things with the role of a stack'),
  alone('cloudformation:UpdateStackSet', 'change things with the role of a stack set'),
  alone('cloudformation:ExecuteChangeSet', 'change things with the role of a stack'),
  alone('codebuild:StartBuild', 'run their own build with the role of a project'),
  alone('codebuild:StartBuildBatch', 'run their own build with the role of a project'),
  alone('ec2-instance-connect:SendSSHPublicKey', 'log in to a machine and use its role'),
  {
    needs: ['ec2:ModifyInstanceAttribute', 'ec2:StopInstances', 'ec2:StartInstances'],
    by: 'run their own code on a machine with its role',
    reach: 'any',
  },
  {
    needs: ['ec2:CreateLaunchTemplateVersion', 'ec2:ModifyLaunchTemplate'],
    by: 'have machines start with their own code and the role of the template',
    reach: 'any',
  },
  alone('ecs:ExecuteCommand', 'run their own code with the role of a task'),
  alone('glue:UpdateDevEndpoint', 'log in to an endpoint and use its role'),
  alone('glue:UpdateJob', 'run their own code with the role of a job'),
  alone('lambda:UpdateFunctionCode', 'run their own code with the role of a function'),
  alone('lambda:UpdateFunctionConfiguration', 'run their own code, as a layer, with the role of a function'),
  alone('sagemaker:CreatePresignedNotebookInstanceUrl', 'log in to a notebook and use its role'),
  alone('sagemaker:UpdateNotebookInstance', 'run their own code with the role of a notebook'),
  alone('ssm:SendCommand', 'run their own code on a machine with its role'),
  alone('ssm:StartSession', 'log in to a machine and use its role'),

  alone('kms:PutKeyPolicy', 'let themselves use a key'),
  alone('kms:CreateGrant', 'let somebody use a key without an end', 'wide'),
  alone('kms:Decrypt', 'read whatever any key protects', 'wide'),
  alone('secretsmanager:PutResourcePolicy', 'let anybody read a secret, without an end'),
  alone('secretsmanager:GetSecretValue', 'read every secret, credentials of others among them', 'wide'),
  alone('secretsmanager:BatchGetSecretValue', 'read every secret, credentials of others among them', 'wide'),
];
