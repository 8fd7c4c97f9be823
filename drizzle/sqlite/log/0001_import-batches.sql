CREATE TABLE `imports` (
	`no` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`source` text NOT NULL,
	`file` text NOT NULL,
	`started_at` integer NOT NULL,
	`finished_at` integer,
	`first_seq` integer,
	`last_seq` integer,
	`stored` integer DEFAULT 0 NOT NULL,
	`duplicates` integer DEFAULT 0 NOT NULL,
	`conflicts` integer DEFAULT 0 NOT NULL,
	`rejected` integer DEFAULT 0 NOT NULL,
	`undone_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `imports_id_unique` ON `imports` (`id`);--> statement-breakpoint
ALTER TABLE `events` ADD `batch` integer;