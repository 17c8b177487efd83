-- Each table has a primary key and a payload of about 300 bytes, as the rows of our service have.
drop table if exists username_res, nickname_res, email_res, app_user, code cascade;
create table username_res (k text primary key, owner bigint not null, payload text not null);
create table nickname_res (k text primary key, owner bigint not null, payload text not null);
create table email_res    (k text primary key, owner bigint not null, payload text not null);
create table app_user     (id bigint primary key, invited int not null default 0, payload text not null);
create table code         (k text primary key, owner bigint not null, payload text not null);
create sequence if not exists user_seq start 1000000;
insert into app_user select i, 0, repeat('p', 300) from generate_series(1, 1000) i;
create or replace function sign_up(inviter bigint) returns void language plpgsql as $$
declare id bigint := nextval('user_seq'); p text := repeat('p', 300);
begin
  insert into username_res values ('u' || id, id, p);
  insert into nickname_res values ('n' || id, id, p);
  insert into email_res values ('e' || id || '@example.com', id, p);
  insert into app_user values (id, 0, p);
  insert into code values ('c' || id, id, p);
  update app_user u set invited = invited + 1 where u.id = inviter;
end $$;
