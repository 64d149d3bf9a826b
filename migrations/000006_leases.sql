-- expand
-- Work that one process at a time may do. The token grows with each change of hands: whoever wakes up with an
-- old one is known by it. Never distributed, never deleted from.
set local role kubecent_owner;

create table lease (
  name text primary key,
  holder text not null,
  token bigint not null,
  expires_at timestamptz not null
);

grant select, insert, update on lease to kubecent_app;

reset role;
