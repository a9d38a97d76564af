//! The scalar types of proto3.

/// A scalar type of proto3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scalar {
    /// 64-bit float.
    Double,
    /// 32-bit float.
    Float,
    /// Signed 32-bit, varint.
    Int32,
    /// Signed 64-bit, varint.
    Int64,
    /// Unsigned 32-bit, varint.
    Uint32,
    /// Unsigned 64-bit, varint.
    Uint64,
    /// Signed 32-bit, zigzag.
    Sint32,
    /// Signed 64-bit, zigzag.
    Sint64,
    /// Unsigned 32-bit, four bytes.
    Fixed32,
    /// Unsigned 64-bit, eight bytes.
    Fixed64,
    /// Signed 32-bit, four bytes.
    Sfixed32,
    /// Signed 64-bit, eight bytes.
    Sfixed64,
    /// True or false.
    Bool,
    /// UTF-8 text.
    String,
    /// Any bytes.
    Bytes,
}

impl Scalar {
    /// Every scalar, in the order of the language guide.
    pub const ALL: [Self; 15] = [
        Self::Double,
        Self::Float,
        Self::Int32,
        Self::Int64,
        Self::Uint32,
        Self::Uint64,
        Self::Sint32,
        Self::Sint64,
        Self::Fixed32,
        Self::Fixed64,
        Self::Sfixed32,
        Self::Sfixed64,
        Self::Bool,
        Self::String,
        Self::Bytes,
    ];

    /// The keyword in a proto file.
    #[must_use]
    pub fn keyword(self) -> &'static str {
        match self {
            Self::Double => "double",
            Self::Float => "float",
            Self::Int32 => "int32",
            Self::Int64 => "int64",
            Self::Uint32 => "uint32",
            Self::Uint64 => "uint64",
            Self::Sint32 => "sint32",
            Self::Sint64 => "sint64",
            Self::Fixed32 => "fixed32",
            Self::Fixed64 => "fixed64",
            Self::Sfixed32 => "sfixed32",
            Self::Sfixed64 => "sfixed64",
            Self::Bool => "bool",
            Self::String => "string",
            Self::Bytes => "bytes",
        }
    }

    /// Whether it is a whole number, whose meaning the proto leaves open.
    #[must_use]
    pub fn is_integer(self) -> bool {
        match self {
            Self::Int32
            | Self::Int64
            | Self::Uint32
            | Self::Uint64
            | Self::Sint32
            | Self::Sint64
            | Self::Fixed32
            | Self::Fixed64
            | Self::Sfixed32
            | Self::Sfixed64 => true,
            Self::Double | Self::Float | Self::Bool | Self::String | Self::Bytes => false,
        }
    }
}
