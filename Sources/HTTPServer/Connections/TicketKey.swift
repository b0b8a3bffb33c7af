import CMicroHTTPD

/// What a TLS listener seals session tickets with: a browser that comes back within the hour shows its ticket and is spared the signature and
/// the certificate (RFC 5077; RFC 8446, 4.6.1). The library knows nothing of tickets, but lets us at each connection before its handshake.
///
/// The key is in memory only and as old as its listener: a new certificate, another least version or a restart ends all tickets. What GnuTLS
/// seals with is made from it anew every few hours (`gnutls_session_ticket_enable_server`).
final class TicketKey: Sendable {
    /// How long a ticket is taken.
    private static let lifetime = 3600

    // Written by `init` alone, read by GnuTLS, freed by `deinit`.
    private nonisolated(unsafe) let key: UnsafeMutablePointer<gnutls_datum_t>

    /// A new key; nil without randomness, and then there are no tickets.
    init?() {
        key = .allocate(capacity: 1)
        key.initialize(to: gnutls_datum_t())
        guard onhook_httpd_make_ticket_key(key) else {
            key.deallocate()
            return nil
        }
    }

    deinit {
        onhook_httpd_free_ticket_key(key)
        key.deallocate()
    }

    /// Offers tickets to a client that has just connected. Who gets none agrees on keys anew each time.
    func offerTickets(to connection: OpaquePointer) {
        _ = onhook_httpd_offer_tickets(connection, key, Int32(Self.lifetime))
    }
}
