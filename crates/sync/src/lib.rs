//! What sync decides: plans for pull and push, the worker as a state machine, backoff. Pure.
