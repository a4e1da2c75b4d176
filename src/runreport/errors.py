"""What a user can cause and mend.

Every message says what is wrong, where (file, key or line), and what to do. The command line
prints it as one line and exits with 1; anything that is not a `RunReportError` is a bug of ours.
"""


class RunReportError(Exception):
    """A fault that the user can mend; its text is the whole message."""


class ConfigError(RunReportError):
    """The configuration is wrong; the text holds every fault, one a line."""


class ReaderError(RunReportError):
    """A store, or one run in it, cannot be read."""


class MissingLibraryError(ReaderError):
    """Reading needs an optional library; the text names the extra that brings it."""


class PrivacyError(RunReportError):
    """Something that the policy removes would have left the house."""


class TemplateError(RunReportError):
    """A page template is wrong; the text names template and line."""


class SiteError(RunReportError):
    """The site cannot be built or put into place."""


class PublishError(RunReportError):
    """The finished site cannot be handed over."""
