# What Lapse needs in one account. See docs/aws.md; the policies are the same there and in the CloudFormation template.

terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.0, < 7.0"
    }
  }
}

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  plain    = "repo:${var.organisation}/${var.repository}:environment:${var.environment}"
  numbered = "repo:${var.organisation}@${var.organisation_id}/${var.repository}@${var.repository_id}:environment:${var.environment}"
  names = {
    partition     = data.aws_partition.current.partition
    account       = data.aws_caller_identity.current.account_id
    subject       = var.repository_id == "" ? local.plain : local.numbered
    people_path   = var.people_path
    boundary_name = var.boundary_name
  }
}

resource "aws_iam_openid_connect_provider" "github" {
  count          = var.create_provider ? 1 : 0
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]

  # Credentials of the whole account hang on it.
  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_iam_role" "lapse" {
  name               = "lapse"
  description        = "Gives and takes away what merged requests say (Lapse)."
  assume_role_policy = templatefile("${path.module}/policies/trust.json", local.names)

  lifecycle {
    precondition {
      condition     = (var.organisation_id == "") == (var.repository_id == "")
      error_message = "Give both numbers or neither."
    }
  }
}

resource "aws_iam_role_policy" "lapse" {
  name   = "lapse"
  role   = aws_iam_role.lapse.id
  policy = templatefile("${path.module}/policies/lapse.json", local.names)
}

resource "aws_iam_policy" "people_boundary" {
  name        = var.boundary_name
  description = "The most that a user or role for people can do, whatever its own policies say (Lapse)."
  policy      = templatefile("${path.module}/policies/people-boundary.json", local.names)
}

output "role_arn" {
  description = "For target.role of the system in access/config.yaml."
  value       = aws_iam_role.lapse.arn
}

output "boundary_arn" {
  description = "For target.permissions_boundary, and for the users and roles themselves."
  value       = aws_iam_policy.people_boundary.arn
}
