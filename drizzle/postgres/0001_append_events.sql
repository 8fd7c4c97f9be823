-- What the schema's own language cannot say.
-- Ids are compared byte by byte: no locale's rules, which also change with the machine's libraries and would spoil the index.
ALTER TABLE "events" ALTER COLUMN "id" TYPE text COLLATE "C";
--> statement-breakpoint
ALTER TABLE "sources" ALTER COLUMN "name" TYPE text COLLATE "C";
--> statement-breakpoint
ALTER TABLE "imports" ALTER COLUMN "id" TYPE text COLLATE "C";
--> statement-breakpoint
-- append_events gives the number itself, and nobody deletes sources: a check for each event would cost as much as the event.
ALTER TABLE "events" DROP CONSTRAINT "events_source_no_sources_no_fk";
--> statement-breakpoint
-- One row that changes with every commit: it stays on its page, and what it leaves behind is swept at once.
ALTER TABLE "log_head" SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_cost_delay = 0);
--> statement-breakpoint
ALTER TABLE "write_probe" SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);
--> statement-breakpoint
ALTER TABLE "leases" SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);
--> statement-breakpoint
-- Where the server's history stands, as far as it can be told: changes with a promotion and with a restore to a point in time.
CREATE FUNCTION current_timeline() RETURNS text LANGUAGE sql VOLATILE AS $$
	select substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)
$$;
--> statement-breakpoint
-- JSON that jsonb cannot hold, a zero byte or half a character, is compared by its escapes: every \uXXXX becomes the text of it.
CREATE FUNCTION same_data(one text, other text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
	select one = other or replace(replace(one, '\\', '\u005c'), '\u', '\\u')::jsonb = replace(replace(other, '\\', '\u005c'), '\u', '\\u')::jsonb
$$;
--> statement-breakpoint
-- Takes events in, all or none: known ones are answered with their position, new ones get the next ones, without gaps. One statement of
-- its client, so that a client which freezes never holds the lock. Columns in which every event has the same nothing come as null.
-- Sources and imports are named once and numbered from 1 by the order in which they are named. `statuses` and `seqs` are null where
-- every event was new: then they are all stored, in order, up to `head_seq`. A status is 0 stored, 1 duplicate, 2 conflict.
CREATE FUNCTION append_events(
	given_now bigint,
	given_sources text[],
	given_imports text[],
	with_repeats boolean,
	source_ats int[],
	ids text[],
	types text[],
	times bigint[],
	datas text[],
	supersedes_ids text[],
	backfills bigint[],
	import_ats int[],
	OUT log_epoch text,
	OUT head_seq bigint,
	OUT head_received_at bigint,
	OUT statuses smallint[],
	OUT seqs bigint[]
) LANGUAGE plpgsql VOLATILE
SET lock_timeout = '3s'
-- Statistics of a young table must never lead to reading all of a grown one.
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $$
DECLARE
	source_nos bigint[];
	import_nos bigint[];
	base bigint;
	added bigint;
	offered int := cardinality(ids);
	known_timeline text;
	has_known boolean := with_repeats;
BEGIN
	select h.epoch, h.seq, greatest(h.received_at, given_now) into strict log_epoch, base, head_received_at
		from log_head h where h.one = 1 for update;

	-- The server was promoted or restored since: positions after the turn mean something else than those some replica may have seen.
	select c.timeline into known_timeline from cluster c where c.one = 1;
	-- Asked for only where it was told when the database was opened: on some servers the question is an error.
	if known_timeline is not null then
		if known_timeline <> current_timeline() then
			log_epoch := gen_random_uuid();
			update log_head h set epoch = log_epoch where h.one = 1;
			update cluster c set timeline = current_timeline() where c.one = 1;
		end if;
	end if;

	select array_agg(s.no order by g.at) into source_nos
		from unnest(given_sources) with ordinality g(name, at) left join sources s on s.name = g.name;
	if array_position(source_nos, null) is not null then
		insert into sources (name) select g.name from unnest(given_sources) g(name)
			where not exists (select from sources s where s.name = g.name) on conflict do nothing;
		select array_agg(s.no order by g.at) into source_nos
			from unnest(given_sources) with ordinality g(name, at) join sources s on s.name = g.name;
	end if;

	if given_imports is not null then
		select array_agg(i.no order by g.at) into import_nos
			from unnest(given_imports) with ordinality g(name, at) left join imports i on i.id = g.name;
		if array_position(import_nos, null) is not null then
			raise exception using errcode = 'BK001',
				message = 'there is no import ' || given_imports[array_position(import_nos, null)];
		end if;
	end if;

	if not has_known then
		select exists (
			select from unnest(source_ats, ids) o(source_at, id)
				join events e on e.source_no = source_nos[o.source_at] and e.id = o.id
		) into has_known;
	end if;

	if not has_known then
		insert into events (seq, source_no, id, type, time, received_at, data, supersedes, backfill, batch)
			select base + o.at, source_nos[o.source_at], o.id, o.type, o.time, head_received_at, o.data, o.supersedes,
				coalesce(o.backfill, 0), import_nos[o.import_at]
			from unnest(source_ats, ids, types, times, datas, supersedes_ids, backfills, import_ats) with ordinality
				o(source_at, id, type, time, data, supersedes, backfill, import_at, at);
		added := offered;
	else
		insert into events (seq, source_no, id, type, time, received_at, data, supersedes, backfill, batch)
			select base + row_number() over (order by f.at), f.source_no, f.id, f.type, f.time, head_received_at, f.data,
				f.supersedes, coalesce(f.backfill, 0), import_nos[f.import_at]
			from (
				select distinct on (source_nos[o.source_at], o.id collate "C") source_nos[o.source_at] as source_no, o.*
				from unnest(source_ats, ids, types, times, datas, supersedes_ids, backfills, import_ats) with ordinality
					o(source_at, id, type, time, data, supersedes, backfill, import_at, at)
				order by source_nos[o.source_at], o.id collate "C", o.at
			) f
			where not exists (select from events e where e.source_no = f.source_no and e.id = f.id);
		get diagnostics added = row_count;
		-- Now the log has every one of them; stored is the first of an id that had no position before.
		select array_agg(r.seq order by r.at), array_agg(r.status order by r.at) into seqs, statuses
		from (
			select o.at, e.seq, (case
				when e.seq > base and row_number() over (partition by e.seq order by o.at) = 1 then 0
				when e.type = o.type and e.time = o.time and e.supersedes is not distinct from o.supersedes
					and same_data(e.data, o.data) then 1
				else 2 end)::smallint as status
			from unnest(source_ats, ids, types, times, datas, supersedes_ids) with ordinality
				o(source_at, id, type, time, data, supersedes, at)
			join events e on e.source_no = source_nos[o.source_at] and e.id = o.id
		) r;
	end if;
	head_seq := base + added;

	if added > 0 then
		update log_head h set seq = head_seq, received_at = head_received_at where h.one = 1;
		perform pg_notify('bereik_log', head_seq::text);
		if 'bereik.import.undone' = any (types) then
			update imports i set undone_at = head_received_at
				from unnest(types, datas) with ordinality o(type, data, at)
				where o.type = 'bereik.import.undone' and coalesce(statuses[o.at], 0) = 0
					and i.id = o.data::jsonb ->> 'batch';
		end if;
	else
		select h.received_at into head_received_at from log_head h where h.one = 1;
	end if;

	if given_imports is not null then
		update imports i set
			stored = i.stored + t.stored, duplicates = i.duplicates + t.duplicates, conflicts = i.conflicts + t.conflicts,
			first_seq = coalesce(i.first_seq, t.first_seq), last_seq = coalesce(t.last_seq, i.last_seq)
		from (
			select import_nos[o.import_at] as no,
				count(*) filter (where coalesce(o.status, 0) = 0) as stored,
				count(*) filter (where o.status = 1) as duplicates,
				count(*) filter (where o.status = 2) as conflicts,
				min(coalesce(o.seq, base + o.at)) filter (where coalesce(o.status, 0) = 0) as first_seq,
				max(coalesce(o.seq, base + o.at)) filter (where coalesce(o.status, 0) = 0) as last_seq
			from unnest(import_ats, statuses, seqs) with ordinality o(import_at, status, seq, at)
			where o.import_at is not null
			group by 1
		) t
		where i.no = t.no;
	end if;
END
$$;
