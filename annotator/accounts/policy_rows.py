"""The rows of the policy table that belong to accounts, audit and jobs (see `product.md`, “Who may do what”)."""

from annotator.accounts.policy import NO, YES, Row, Scope

ROWS = (
    Row("project.read", lead=YES, coder=YES, reader=YES, scope=Scope.READ),
    Row("project.change", lead=YES, coder=NO, reader=NO, scope=Scope.SESSION),
    Row("member.read", lead=YES, coder=YES, reader=YES, scope=Scope.READ),
    Row("member.change", lead=YES, coder=NO, reader=NO, scope=Scope.SESSION),
    Row("token.read", lead=YES, coder=NO, reader=NO, scope=Scope.SESSION),
    Row("token.change", lead=YES, coder=NO, reader=NO, scope=Scope.SESSION),
    Row("change.read", lead=YES, coder=YES, reader=YES, scope=Scope.READ),
    Row("audit.read", lead=YES, coder=NO, reader=NO, scope=Scope.READ),
    Row("audit.verify", lead=YES, coder=NO, reader=NO, scope=Scope.READ),
    Row("job.read", lead=YES, coder=YES, reader=YES, scope=Scope.READ),
    Row("job.cancel", lead=YES, coder=YES, reader=NO, scope=Scope.WRITE),
)
