CREATE TABLE `contacts` (
	`no` integer PRIMARY KEY NOT NULL,
	`contact` text NOT NULL,
	`story` text NOT NULL,
	`tangled` integer NOT NULL,
	`excluded` integer NOT NULL,
	`first_entry` integer,
	`channel` text,
	`queue_no` integer,
	`topic_no` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `contacts_contact_unique` ON `contacts` (`contact`);--> statement-breakpoint
CREATE INDEX `contacts_channel_first_entry` ON `contacts` (`channel`,`first_entry`);--> statement-breakpoint
CREATE TABLE `history_corrections` (
	`source` text NOT NULL,
	`target` text NOT NULL,
	`seq` integer NOT NULL,
	PRIMARY KEY(`source`, `target`, `seq`)
);
--> statement-breakpoint
CREATE TABLE `history_head` (
	`one` integer PRIMARY KEY NOT NULL,
	`epoch` text NOT NULL,
	`seq` integer NOT NULL,
	`received_at` integer NOT NULL,
	`version` integer NOT NULL,
	`settings_hash` text NOT NULL,
	CONSTRAINT "history_head_one_row" CHECK("history_head"."one" = 1)
);
--> statement-breakpoint
CREATE TABLE `history_names` (
	`no` integer PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`name` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `history_names_kind_name` ON `history_names` (`kind`,`name`);--> statement-breakpoint
CREATE TABLE `surveys` (
	`no` integer PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`channel` text,
	`queue_no` integer,
	`topic_no` integer,
	`first_entry` integer,
	`invited_at` integer,
	`answered_at` integer,
	`score` real,
	`scale_min` real,
	`scale_max` real
);
--> statement-breakpoint
CREATE INDEX `surveys_first_entry` ON `surveys` (`first_entry`);--> statement-breakpoint
CREATE INDEX `surveys_kind_answered` ON `surveys` (`kind`,`answered_at`);--> statement-breakpoint
CREATE INDEX `surveys_kind_invited` ON `surveys` (`kind`,`invited_at`,`channel`);--> statement-breakpoint
CREATE TABLE `undone_batches` (
	`batch` text PRIMARY KEY NOT NULL
);
--> statement-breakpoint
CREATE TABLE `waits` (
	`no` integer PRIMARY KEY NOT NULL,
	`scope` integer NOT NULL,
	`is_first` integer NOT NULL,
	`queue_no` integer NOT NULL,
	`channel` text NOT NULL,
	`topic_no` integer,
	`entry` integer NOT NULL,
	`exit` integer,
	`outcome` integer,
	`wait_unknown` integer NOT NULL,
	`backfill` integer NOT NULL,
	`first_reply_ms` integer,
	`handled` integer NOT NULL,
	`handled_ms` integer NOT NULL,
	`talks_ended` integer NOT NULL,
	`transferred` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `waits_entry` ON `waits` (`entry`);--> statement-breakpoint
CREATE INDEX `waits_answered_exit` ON `waits` (`exit`,`entry`,`channel`) WHERE outcome = 0 and scope >= 2;