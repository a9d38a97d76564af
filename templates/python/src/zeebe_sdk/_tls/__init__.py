"""TLS: what the client trusts, and how it proves who it is.

- `settings`: what users give
- `pem`: certificates and keys, as texts or as files
- `roots`: the certificate authorities that the system trusts
- `session`: from these to what gRPC and `ssl` take
"""
