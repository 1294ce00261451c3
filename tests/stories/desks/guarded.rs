//! A desk is guarded (D9): who may not be in it is removed, and where that is impossible nothing is relayed meanwhile.
