/** Where a way was published. */
const SOURCES = {
  rhino: 'https://rhinosecuritylabs.com/aws/aws-privilege-escalation-methods-mitigation/',
  'rhino-2': 'https://rhinosecuritylabs.com/aws/aws-privilege-escalation-methods-mitigation-part-2/',
  'rhino-list': 'https://github.com/RhinoSecurityLabs/AWS-IAM-Privilege-Escalation',
  pathfinding: 'https://pathfinding.cloud',
  pmapper: 'https://github.com/nccgroup/PMapper/tree/master/principalmapper/graphing',
  parliament: 'https://github.com/duo-labs/parliament/blob/main/parliament/community_auditors/credentials_exposure.py',
  cloudsplaining: 'https://github.com/salesforce/cloudsplaining/blob/master/cloudsplaining/shared/constants.py',
  nebula: 'https://github.com/praetorian-inc/nebula',
  boundaries: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html',
  'floor of docs/adr/0010': 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html',
  'passing a role': 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html',
  'checks of AWS': 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
  kms: 'https://docs.aws.amazon.com/kms/latest/developerguide/grants.html',
  secrets: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_resource-policies.html',
} as const;

/** What somebody needs for one known way to widen their own rights, and what they do with it. */
export interface KnownEscalation extends Way {
  readonly source: (typeof SOURCES)[keyof typeof SOURCES];
}

interface Way {
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

function alone(action: string, by: string, reach: Way['reach'] = 'any'): Way {
  return { needs: [action], by, reach };
}

function together(needs: Way['needs'], by: string): Way {
  return { needs, by, reach: 'any' };
}

function passing(action: string, by: string, ...others: readonly string[]): Way {
  return { needs: [PASS, action, ...others], by: `${by} with a role that it is given`, reach: 'any' };
}

function from(source: keyof typeof SOURCES, ways: readonly Way[]): KnownEscalation[] {
  return ways.map((way) => ({ ...way, source: SOURCES[source] }));
}

/**
 * The published lists, put together; a way that several have stands under the first. Steps that only start what has been made,
 * or look at it, are left out of what a way needs: they are had easily, or by others. What parliament and Cloudsplaining hold as
 * escalation is in Rhino's list and pathfinding's. `NotAction` and `NotResource`, which belong to such lists too, are no keys of ours.
 */
export const KNOWN_ESCALATIONS: readonly KnownEscalation[] = [
  ...from('rhino', [
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
    passing('cloudformation:CreateStack', 'make a stack'),
    passing('datapipeline:CreatePipeline', 'run a pipeline'),
    passing('ec2:RunInstances', 'start a machine'),
    passing('glue:CreateDevEndpoint', 'log in to an endpoint'),
    passing('lambda:CreateFunction', 'run a function'),
    alone('glue:UpdateDevEndpoint', 'log in to an endpoint and use its role'),
    alone('lambda:UpdateFunctionCode', 'run their own code with the role of a function'),
  ]),
  ...from('rhino-2', [
    alone('lambda:UpdateFunctionConfiguration', 'run their own code, as a layer, with the role of a function'),
    passing('sagemaker:CreateNotebookInstance', 'run a notebook'),
    alone('sagemaker:CreatePresignedNotebookInstanceUrl', 'log in to a notebook and use its role'),
  ]),
  ...from('rhino-list', [
    passing('codestar:CreateProject', 'make a project'),
    together(['codestar:CreateProject', 'codestar:AssociateTeamMember'], 'make a project and own it'),
    alone('codestar:CreateProjectFromTemplate', 'make a project and use its role'),
  ]),
  ...from('parliament', [
    alone('iam:UpdateAccessKey', 'use a key again that was taken out of use'),
    alone('iam:CreateServiceSpecificCredential', 'make credentials of somebody else, or ones that outlast the grant'),
    alone('iam:ResetServiceSpecificCredential', 'get new credentials of somebody else'),
  ]),
  ...from('floor of docs/adr/0010', [
    alone('iam:CreateUser', 'make a user that no grant ends'),
    alone('iam:CreateRole', 'make a role that trusts them'),
    alone('iam:DeleteUserPolicy', 'delete a policy that denies them something'),
    alone('iam:DeleteRolePolicy', 'delete a policy that denies a role something, such as the cut of sessions'),
  ]),
  ...from('boundaries', [
    alone('iam:DeleteUserPermissionsBoundary', 'take the boundary off themselves'),
    alone('iam:PutUserPermissionsBoundary', 'give themselves a wider boundary'),
    alone('iam:DeleteRolePermissionsBoundary', 'take the boundary off a role that they can assume'),
    alone('iam:PutRolePermissionsBoundary', 'give a role that they can assume a wider boundary'),
  ]),
  // “PassRole with star in resource”, and `iam:PassedToService`.
  ...from('checks of AWS', [alone(PASS, 'hand any role to a service that they can use', 'unbound-role')]),
  ...from('pathfinding', [
    alone('sts:AssumeRole', 'assume every role that trusts them', 'every-role'),
    passing('apprunner:CreateService', 'run a service'),
    passing('batch:RegisterJobDefinition', 'run a job'),
    passing('bedrock-agentcore:CreateAgentRuntime', 'run commands'),
    passing('bedrock-agentcore:CreateBrowser', 'run a browser'),
    passing('bedrock-agentcore:CreateCodeInterpreter', 'run code'),
    passing('braket:CreateJob', 'run a job'),
    passing('cloudformation:CreateStackSet', 'make stacks'),
    passing('codebuild:CreateProject', 'run a build'),
    passing('cognito-identity:SetIdentityPoolRoles', 'get credentials'),
    passing('ec2:CreateLaunchTemplate', 'start machines', 'autoscaling:CreateAutoScalingGroup'),
    passing('ec2:RequestSpotInstances', 'start a machine'),
    passing('ecs:RegisterTaskDefinition', 'run a task'),
    passing('ecs:RunTask', 'run another command in a task'),
    passing('elasticmapreduce:RunJobFlow', 'run a cluster'),
    passing('emr-serverless:StartJobRun', 'run a job'),
    passing('gamelift:CreateFleet', 'run a fleet'),
    passing('glue:CreateJob', 'run a job'),
    passing('glue:CreateSession', 'run statements'),
    passing('imagebuilder:CreateInfrastructureConfiguration', 'build an image'),
    passing('kinesisanalytics:CreateApplication', 'run an application'),
    passing('omics:StartRun', 'run a workflow'),
    passing('sagemaker:CreateProcessingJob', 'run a job'),
    passing('sagemaker:CreateTrainingJob', 'run a job'),
    passing('ssm:StartAutomationExecution', 'run a document'),
    alone('apprunner:UpdateService', 'run their own code with the role of a service'),
    alone('bedrock-agentcore:InvokeAgentRuntimeCommand', 'run their own commands with the role of a runtime'),
    alone('bedrock-agentcore:InvokeCodeInterpreter', 'run their own code with the role of an interpreter'),
    alone('cloudformation:UpdateStack', 'change things with the role of a stack'),
    alone('cloudformation:UpdateStackSet', 'change things with the role of a stack set'),
    alone('cloudformation:ExecuteChangeSet', 'change things with the role of a stack'),
    alone('codebuild:StartBuild', 'run their own build with the role of a project'),
    alone('codebuild:StartBuildBatch', 'run their own build with the role of a project'),
    alone('codedeploy:CreateDeployment', 'run their own code on machines with their role'),
    alone('ec2-instance-connect:SendSSHPublicKey', 'log in to a machine and use its role'),
    together(
      ['ec2:ModifyInstanceAttribute', 'ec2:StopInstances', 'ec2:StartInstances'],
      'run their own code on a machine with its role',
    ),
    together(
      ['ec2:CreateLaunchTemplateVersion', 'ec2:ModifyLaunchTemplate'],
      'have machines start with their own code and the role of the template',
    ),
    alone('ecs:ExecuteCommand', 'run their own code with the role of a task'),
    alone('glue:UpdateJob', 'run their own code with the role of a job'),
    alone('sagemaker:UpdateNotebookInstance', 'run their own code with the role of a notebook'),
    alone('ssm:SendCommand', 'run their own code on a machine with its role'),
    alone('ssm:StartSession', 'log in to a machine and use its role'),
  ]),
  ...from('pmapper', [
    passing('autoscaling:CreateLaunchConfiguration', 'start machines'),
    passing('codebuild:UpdateProject', 'run a build'),
    passing('ec2:AssociateIamInstanceProfile', 'run a machine'),
  ]),
  ...from('nebula', [
    passing('sagemaker:CreateHyperParameterTuningJob', 'run a job'),
    alone('ssm:ResumeSession', 'take up a session of somebody else on a machine'),
  ]),
  ...from('passing a role', [
    passing('ec2:ReplaceIamInstanceProfileAssociation', 'run a machine'),
    passing('scheduler:CreateSchedule', 'have things done'),
    passing('states:CreateStateMachine', 'run a state machine'),
    alone('states:UpdateStateMachine', 'do other things with the role of a state machine'),
    alone('ssm:CreateAssociation', 'run their own code on machines with their role'),
  ]),
  ...from('kms', [
    alone('kms:PutKeyPolicy', 'let themselves use a key'),
    alone('kms:CreateGrant', 'let somebody use a key without an end', 'wide'),
    alone('kms:Decrypt', 'read whatever any key protects', 'wide'),
  ]),
  ...from('secrets', [alone('secretsmanager:PutResourcePolicy', 'let anybody read a secret, without an end')]),
  ...from('cloudsplaining', [
    alone('secretsmanager:GetSecretValue', 'read every secret, credentials of others among them', 'wide'),
    alone('secretsmanager:BatchGetSecretValue', 'read every secret, credentials of others among them', 'wide'),
    alone('ssm:GetParameter', 'read every parameter, credentials of others among them', 'wide'),
    alone('ssm:GetParameters', 'read every parameter, credentials of others among them', 'wide'),
    alone('ssm:GetParametersByPath', 'read every parameter, credentials of others among them', 'wide'),
  ]),
];
