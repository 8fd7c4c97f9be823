CREATE TABLE `audit` (
	`no` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`actor_kind` text NOT NULL,
	`actor_id` text,
	`action` text NOT NULL,
	`subject` text,
	`details` text DEFAULT '{}' NOT NULL
);
--> statement-breakpoint
CREATE INDEX `audit_at` ON `audit` (`at`);--> statement-breakpoint
CREATE TABLE `comment_keys` (
	`contact` text PRIMARY KEY NOT NULL,
	`sealed` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `comments` (
	`no` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`source` text NOT NULL,
	`event_id` text NOT NULL,
	`contact` text NOT NULL,
	`sealed` text NOT NULL,
	`time` integer NOT NULL,
	`received_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `comments_event` ON `comments` (`source`,`event_id`);--> statement-breakpoint
CREATE INDEX `comments_contact` ON `comments` (`contact`);--> statement-breakpoint
CREATE INDEX `comments_time` ON `comments` (`time`);--> statement-breakpoint
CREATE TABLE `display_token_history` (
	`token_hash` blob PRIMARY KEY NOT NULL,
	`display_id` text NOT NULL,
	`until` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `display_token_history_display` ON `display_token_history` (`display_id`,`until`);--> statement-breakpoint
CREATE TABLE `displays` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`settings` text NOT NULL,
	`revision` integer DEFAULT 1 NOT NULL,
	`reload_revision` integer DEFAULT 0 NOT NULL,
	`token_hash` blob NOT NULL,
	`token_issued_at` integer NOT NULL,
	`previous_hash` blob,
	`previous_until` integer,
	`created_by` text,
	`created_at` integer NOT NULL,
	`revoked_at` integer,
	`revoked_for` text,
	`last_seen_at` integer,
	`last_report` text,
	`address` text,
	`user_agent` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `displays_token_hash_unique` ON `displays` (`token_hash`);--> statement-breakpoint
CREATE UNIQUE INDEX `displays_previous_hash_unique` ON `displays` (`previous_hash`);--> statement-breakpoint
CREATE TABLE `invitations` (
	`id` text PRIMARY KEY NOT NULL,
	`token_hash` blob NOT NULL,
	`person_id` text,
	`email` text,
	`name` text,
	`roles` text NOT NULL,
	`queues` text,
	`created_by` text,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`used_at` integer,
	`revoked_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `invitations_token_hash_unique` ON `invitations` (`token_hash`);--> statement-breakpoint
CREATE TABLE `pairings` (
	`device_hash` blob PRIMARY KEY NOT NULL,
	`user_code` text NOT NULL,
	`words` text NOT NULL,
	`language` text DEFAULT 'nl' NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`last_polled_at` integer,
	`address` text,
	`user_agent` text,
	`display_id` text,
	`taken_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `pairings_user_code_unique` ON `pairings` (`user_code`);--> statement-breakpoint
CREATE TABLE `people` (
	`id` text PRIMARY KEY NOT NULL,
	`email` text,
	`name` text NOT NULL,
	`password_hash` text,
	`oidc_issuer` text,
	`oidc_subject` text,
	`roles` text NOT NULL,
	`queues` text,
	`created_at` integer NOT NULL,
	`disabled_at` integer,
	`last_login_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `people_email_unique` ON `people` (`email`);--> statement-breakpoint
CREATE UNIQUE INDEX `people_oidc` ON `people` (`oidc_issuer`,`oidc_subject`);--> statement-breakpoint
CREATE TABLE `sessions` (
	`id` text PRIMARY KEY NOT NULL,
	`token_hash` blob NOT NULL,
	`person_id` text NOT NULL,
	`method` text NOT NULL,
	`created_at` integer NOT NULL,
	`last_used_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`idle_ms` integer NOT NULL,
	`stepped_up_at` integer,
	`recheck_at` integer,
	`sealed_refresh_token` text,
	`vouched_until` integer,
	`address` text,
	`user_agent` text,
	`ended_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `sessions_token_hash_unique` ON `sessions` (`token_hash`);--> statement-breakpoint
CREATE INDEX `sessions_person` ON `sessions` (`person_id`);--> statement-breakpoint
CREATE TABLE `webhook_secrets` (
	`id` text PRIMARY KEY NOT NULL,
	`source` text NOT NULL,
	`sealed` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`revoked_at` integer,
	`last_used_at` integer
);
--> statement-breakpoint
ALTER TABLE `api_keys` ADD `last_used_at` integer;