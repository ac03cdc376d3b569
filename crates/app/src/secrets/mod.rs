//! Where secrets rest: the keyring of the operating system, or an encrypted file where there is none.
