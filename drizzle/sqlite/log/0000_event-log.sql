CREATE TABLE `api_keys` (
	`id` text PRIMARY KEY NOT NULL,
	`secret_hash` blob NOT NULL,
	`source` text NOT NULL,
	`scopes` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`revoked_at` integer
);
--> statement-breakpoint
CREATE TABLE `events` (
	`seq` integer PRIMARY KEY NOT NULL,
	`source_no` integer NOT NULL,
	`id` text NOT NULL,
	`type` text NOT NULL,
	`time` integer NOT NULL,
	`received_at` integer NOT NULL,
	`data` text NOT NULL,
	`supersedes` text,
	`backfill` integer NOT NULL,
	FOREIGN KEY (`source_no`) REFERENCES `sources`(`no`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `events_source_id` ON `events` (`source_no`,`id`);--> statement-breakpoint
CREATE TABLE `log_head` (
	`one` integer PRIMARY KEY NOT NULL,
	`epoch` text NOT NULL,
	`seq` integer NOT NULL,
	`received_at` integer NOT NULL,
	CONSTRAINT "log_head_one_row" CHECK("log_head"."one" = 1)
);
--> statement-breakpoint
CREATE TABLE `rejected_records` (
	`no` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`received_at` integer NOT NULL,
	`source` text NOT NULL,
	`reason` text NOT NULL,
	`bytes` integer NOT NULL,
	`raw` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `sources` (
	`no` integer PRIMARY KEY NOT NULL,
	`name` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `sources_name_unique` ON `sources` (`name`);