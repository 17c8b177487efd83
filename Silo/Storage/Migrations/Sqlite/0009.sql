-- The activations of a code's accounts are counted in an index, as in PostgreSql/0011.sql.
create index person_inviter_code_activated on person (service_id, inviter_code, activated_at)
    where inviter_code is not null and activated_at is not null;
