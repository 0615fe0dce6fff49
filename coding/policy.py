"""What members may do with the coding (see `product.md`, “Who may do what”)."""

from annotator.accounts.policy import NO, OWN, YES, Row, Scope

ROWS = (
    Row("code.read", lead=YES, coder=YES, reader=YES, scope=Scope.READ),
    Row("code.create", lead=YES, coder=YES, reader=NO, scope=Scope.WRITE),
    Row("code.change", lead=YES, coder=NO, reader=NO, scope=Scope.WRITE),
    Row("witness.read", lead=YES, coder=YES, reader=YES, scope=Scope.READ),
    Row("witness.create", lead=YES, coder=YES, reader=NO, scope=Scope.WRITE),
    Row("witness.change", lead=YES, coder=YES, reader=NO, scope=Scope.WRITE),
    Row("segment.read", lead=YES, coder=YES, reader=YES, scope=Scope.READ),
    Row("segment.create", lead=YES, coder=YES, reader=NO, scope=Scope.WRITE),
    Row("segment.change", lead=YES, coder=OWN, reader=NO, scope=Scope.WRITE),
    Row("segment.review", lead=YES, coder=NO, reader=NO, scope=Scope.WRITE),
    Row("line.read", lead=YES, coder=YES, reader=YES, scope=Scope.READ),
    Row("line.create", lead=YES, coder=YES, reader=NO, scope=Scope.WRITE),
    Row("line.change", lead=YES, coder=YES, reader=NO, scope=Scope.WRITE),
    Row("noise.read", lead=YES, coder=YES, reader=YES, scope=Scope.READ),
    Row("noise.create", lead=YES, coder=YES, reader=NO, scope=Scope.WRITE),
    Row("noise.change", lead=YES, coder=YES, reader=NO, scope=Scope.WRITE),
    Row("coverage.read", lead=YES, coder=YES, reader=YES, scope=Scope.READ),
    Row("coverage.create", lead=YES, coder=YES, reader=NO, scope=Scope.WRITE),
)
