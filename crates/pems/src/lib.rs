//! The only HTTP: the PEMS client, its wire types, rate limit, error classification and TLS.
