/// A value of a record that is written as `null` when it is not there, so that every key is always present; a missing key is
/// read as null, so that older records can still be read.
@propertyWrapper
public struct Nullable<Value: Codable & Hashable & Sendable>: Codable, Hashable, Sendable {
    /// The value, or nil.
    public var wrappedValue: Value?

    /// Wraps a value, or nil.
    public init(wrappedValue: Value?) {
        self.wrappedValue = wrappedValue
    }

    /// Reads a value or `null`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        wrappedValue = container.decodeNil() ? nil : try container.decode(Value.self)
    }

    /// Writes the value or `null`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let wrappedValue { try container.encode(wrappedValue) } else { try container.encodeNil() }
    }
}

extension KeyedEncodingContainer {
    /// What the synthesized encoders of the records call; as `Nullable.encode(to:)`, without a container for each value.
    public mutating func encode<Value>(_ value: Nullable<Value>, forKey key: Key) throws {
        if let present = value.wrappedValue { try encode(present, forKey: key) } else { try encodeNil(forKey: key) }
    }

    /// As above, for the value that a record of a thousand changes has five thousand times.
    public mutating func encode(_ value: Nullable<String>, forKey key: Key) throws {
        if let present = value.wrappedValue { try encode(present, forKey: key) } else { try encodeNil(forKey: key) }
    }
}

extension KeyedDecodingContainer {
    /// What the synthesized decoders of the records call; a missing key is nil.
    public func decode<Value>(_: Nullable<Value>.Type, forKey key: Key) throws -> Nullable<Value> {
        try decodeIfPresent(Nullable<Value>.self, forKey: key) ?? Nullable(wrappedValue: nil)
    }
}
