//! The CRM in the thread: the card, contacts, notes, templates (C1–C6, N1–N3, D3).

mod card;
