"""What the client programs of Python share, in the way of the Rust ones.

`sample` measures, `order` has the objects that every program encodes and decodes, `load` makes
calls, asynchronously or in threads, and `work` handles jobs. `stub` is what grpcio gives without an
SDK. The programs are the files beside this package.
"""
