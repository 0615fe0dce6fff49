"""What members may do with footage (see `product.md`, “Who may do what”)."""

from annotator.accounts.policy import NO, YES, Row, Scope

ROWS = (
    Row("footage.read", lead=YES, coder=YES, reader=YES, scope=Scope.READ),
    Row("footage.media", lead=YES, coder=YES, reader=YES, scope=Scope.MEDIA),
    Row("footage.create", lead=YES, coder=NO, reader=NO, scope=Scope.WRITE),
    Row("footage.change", lead=YES, coder=NO, reader=NO, scope=Scope.WRITE),
    Row("footage.derive", lead=YES, coder=YES, reader=NO, scope=Scope.WRITE),
    Row("upload.create", lead=YES, coder=NO, reader=NO, scope=Scope.WRITE),
    Row("footage.remove", lead=YES, coder=NO, reader=NO, scope=Scope.WRITE),
    Row("footage.verify", lead=YES, coder=NO, reader=NO, scope=Scope.WRITE),
    Row("volume.scan", lead=YES, coder=NO, reader=NO, scope=Scope.WRITE),
    Row("excerpt.read", lead=YES, coder=NO, reader=NO, scope=Scope.MEDIA),
    Row("excerpt.create", lead=YES, coder=NO, reader=NO, scope=Scope.WRITE),
    Row("volume.read", lead=YES, coder=NO, reader=NO, scope=Scope.READ),
)
