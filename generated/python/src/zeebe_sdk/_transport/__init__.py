"""The connection to a gateway, and what its errors mean.

gRPC's own library does the talking; its Python layers differ in how they report errors, which is
levelled out here.

- `channel`: the settings of the connection
- `metadata`: metadata of the user
- `failure`: an attempt that did not bring what was asked for
- `cause`: what an error of the library means
"""
