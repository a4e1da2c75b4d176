"""What may leave: the policy, and redaction by it, between the records and everything else.

The policy alone is exported: a configuration needs it, and reading waits for no detectors.
"""

from runreport.privacy.policy import Action, Policy, Redactions

__all__ = ["Action", "Policy", "Redactions"]
