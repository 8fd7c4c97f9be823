CREATE TABLE `begun_erasures` (
	`id` text PRIMARY KEY NOT NULL,
	`actor_kind` text NOT NULL,
	`actor_id` text,
	`entry` text,
	`erased_name` text,
	`sealed` text NOT NULL
);
