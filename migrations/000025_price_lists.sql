-- expand
-- Newer lists of on-demand prices than those that come with KubeCent, a version a cloud, whole or not at all. Here, because
-- every collector has to find them and an image's files cannot be written. Small, and never distributed: no row belongs to one
-- cluster.
set local role kubecent_owner;

create table price_list (
  cloud text not null,
  version int not null,
  -- The newest day of its prices, and that of the list that came with KubeCent when this one was stored.
  list_date date not null,
  over_date date not null,
  -- SHA-256 of the list's text, which `content` holds compressed by brotli.
  digest text not null,
  content bytea not null,
  created_at timestamptz not null default now(),
  primary key (cloud, version)
);

grant select, insert, delete on price_list to kubecent_app;
-- Which list is in use is no secret of a cluster.
grant select on price_list to kubecent_scoped;

reset role;
