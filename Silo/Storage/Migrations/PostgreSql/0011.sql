-- The activations of a code's accounts by hour and day are counted in an index (docs/adr/0034-operators.md).
create index person_inviter_code_activated on person (service_id, inviter_code, activated_at)
    where inviter_code is not null and activated_at is not null;
