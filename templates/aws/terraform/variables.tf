variable "organisation" {
  description = "The organisation at GitHub that holds the repository."
  type        = string
  validation {
    condition     = can(regex("^[A-Za-z0-9-]{1,39}$", var.organisation))
    error_message = "The name of an organisation, with no slash and no wildcard."
  }
}

variable "repository" {
  description = "The repository with the folder access/, without the organisation."
  type        = string
  validation {
    condition     = can(regex("^[A-Za-z0-9._-]{1,100}$", var.repository))
    error_message = "The name of a repository, with no slash and no wildcard."
  }
}

variable "organisation_id" {
  description = "GitHub's number of the organisation. Leave both numbers out for repositories made before July 2026."
  type        = string
  default     = ""
  validation {
    condition     = can(regex("^[0-9]*$", var.organisation_id))
    error_message = "A number."
  }
}

variable "repository_id" {
  description = "GitHub's number of the repository."
  type        = string
  default     = ""
  validation {
    condition     = can(regex("^[0-9]*$", var.repository_id))
    error_message = "A number."
  }
}

variable "environment" {
  description = "The environment that provision and expire run in; it admits only the default branch."
  type        = string
  default     = "lapse"
  validation {
    condition     = can(regex("^[A-Za-z0-9._-]{1,255}$", var.environment))
    error_message = "The name of an environment, with no wildcard."
  }
}

variable "people_path" {
  description = "The path of the users and roles that Lapse may write to. The role itself stands elsewhere."
  type        = string
  default     = "/people/"
  validation {
    condition     = can(regex("^/[A-Za-z0-9._-]+/$", var.people_path))
    error_message = "One folder between slashes, such as /people/."
  }
}

variable "boundary_name" {
  description = "The name of the permissions boundary that those users and roles have."
  type        = string
  default     = "people-boundary"
  validation {
    condition     = can(regex("^[A-Za-z0-9+=,.@_-]{1,128}$", var.boundary_name))
    error_message = "A name that IAM accepts."
  }
}

variable "create_provider" {
  description = "Whether to make the OIDC provider; an account has at most one."
  type        = bool
  default     = true
}
