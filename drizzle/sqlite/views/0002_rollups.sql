CREATE TABLE `day_cells` (
	`queue_no` integer NOT NULL,
	`day` integer NOT NULL,
	`channel` text NOT NULL,
	`entered` integer NOT NULL,
	`reentered` integer NOT NULL,
	`answered_in_target` integer NOT NULL,
	`answered_late` integer NOT NULL,
	`short_in_target` integer NOT NULL,
	`short_late` integer NOT NULL,
	`abandoned_in_target` integer NOT NULL,
	`abandoned_late` integer NOT NULL,
	`abandoned_untimed` integer NOT NULL,
	`flow` integer NOT NULL,
	`breached` integer NOT NULL,
	`transferred` integer NOT NULL,
	`talk_ended` integer NOT NULL,
	`handled` integer NOT NULL,
	`first_replied` integer NOT NULL,
	`answered_in_target_ms` integer NOT NULL,
	`answered_late_ms` integer NOT NULL,
	`short_in_target_ms` integer NOT NULL,
	`short_late_ms` integer NOT NULL,
	`abandoned_in_target_ms` integer NOT NULL,
	`abandoned_late_ms` integer NOT NULL,
	`handled_ms` integer NOT NULL,
	`first_replied_ms` integer NOT NULL,
	`pending` integer NOT NULL,
	PRIMARY KEY(`queue_no`, `day`, `channel`)
);
--> statement-breakpoint
CREATE TABLE `day_sketches` (
	`queue_no` integer NOT NULL,
	`day` integer NOT NULL,
	`channel` text NOT NULL,
	`sum_ms` integer NOT NULL,
	`bins` blob NOT NULL,
	PRIMARY KEY(`queue_no`, `day`, `channel`)
);
--> statement-breakpoint
CREATE TABLE `day_surveys` (
	`kind` text NOT NULL,
	`day` integer NOT NULL,
	`queue_no` integer NOT NULL,
	`channel` text NOT NULL,
	`topic_no` integer NOT NULL,
	`surveys` integer NOT NULL,
	`invited` integer NOT NULL,
	`replied` integer NOT NULL,
	`answered` integer NOT NULL,
	`scored` integer NOT NULL,
	`score_sum` integer NOT NULL,
	`score_squares` integer NOT NULL,
	`top_scores` integer NOT NULL,
	`promoters` integer NOT NULL,
	`passives` integer NOT NULL,
	`detractors` integer NOT NULL,
	`insufficient` integer NOT NULL,
	`invalid_scores` integer NOT NULL,
	PRIMARY KEY(`kind`, `day`, `queue_no`, `channel`, `topic_no`)
);
--> statement-breakpoint
CREATE TABLE `day_topic_cells` (
	`queue_no` integer NOT NULL,
	`day` integer NOT NULL,
	`channel` text NOT NULL,
	`topic_no` integer NOT NULL,
	`entered` integer NOT NULL,
	`reentered` integer NOT NULL,
	`answered_in_target` integer NOT NULL,
	`answered_late` integer NOT NULL,
	`short_in_target` integer NOT NULL,
	`short_late` integer NOT NULL,
	`abandoned_in_target` integer NOT NULL,
	`abandoned_late` integer NOT NULL,
	`abandoned_untimed` integer NOT NULL,
	`flow` integer NOT NULL,
	`breached` integer NOT NULL,
	`transferred` integer NOT NULL,
	`talk_ended` integer NOT NULL,
	`handled` integer NOT NULL,
	`first_replied` integer NOT NULL,
	`answered_in_target_ms` integer NOT NULL,
	`answered_late_ms` integer NOT NULL,
	`short_in_target_ms` integer NOT NULL,
	`short_late_ms` integer NOT NULL,
	`abandoned_in_target_ms` integer NOT NULL,
	`abandoned_late_ms` integer NOT NULL,
	`handled_ms` integer NOT NULL,
	`first_replied_ms` integer NOT NULL,
	`pending` integer NOT NULL,
	PRIMARY KEY(`queue_no`, `day`, `channel`, `topic_no`)
);
--> statement-breakpoint
CREATE TABLE `interval_totals` (
	`seq` integer PRIMARY KEY NOT NULL,
	`batch` text,
	`source` text NOT NULL,
	`grain` text NOT NULL,
	`bucket` text NOT NULL,
	`zone` text NOT NULL,
	`from_at` integer NOT NULL,
	`to_at` integer NOT NULL,
	`queue_no` integer,
	`channel` text,
	`topic_no` integer,
	`contacts` real,
	`offered` real,
	`answered` real,
	`abandoned` real,
	`short_abandoned` real,
	`met` real,
	`met_of` real,
	`answered_wait_ms` real,
	`answered_wait_of` real,
	`all_wait_ms` real,
	`all_wait_of` real,
	`handle_ms` real,
	`handle_of` real,
	`surveys_sent` real,
	`surveys_answered` real,
	`score_kind` text,
	`scale_min` real,
	`scale_max` real,
	`score_sum` real,
	`score_of` real,
	`score_squares` real,
	`score_top_two` real,
	`service_level` text,
	`target_seconds` real,
	`short_seconds` real,
	`notes` text,
	`derived` text
);
--> statement-breakpoint
CREATE INDEX `interval_totals_from` ON `interval_totals` (`from_at`);--> statement-breakpoint
CREATE INDEX `interval_totals_batch` ON `interval_totals` (`batch`);--> statement-breakpoint
CREATE TABLE `month_cells` (
	`queue_no` integer NOT NULL,
	`month` integer NOT NULL,
	`channel` text NOT NULL,
	`topic_no` integer NOT NULL,
	`entered` integer NOT NULL,
	`reentered` integer NOT NULL,
	`answered_in_target` integer NOT NULL,
	`answered_late` integer NOT NULL,
	`short_in_target` integer NOT NULL,
	`short_late` integer NOT NULL,
	`abandoned_in_target` integer NOT NULL,
	`abandoned_late` integer NOT NULL,
	`abandoned_untimed` integer NOT NULL,
	`flow` integer NOT NULL,
	`breached` integer NOT NULL,
	`transferred` integer NOT NULL,
	`talk_ended` integer NOT NULL,
	`handled` integer NOT NULL,
	`first_replied` integer NOT NULL,
	`answered_in_target_ms` integer NOT NULL,
	`answered_late_ms` integer NOT NULL,
	`short_in_target_ms` integer NOT NULL,
	`short_late_ms` integer NOT NULL,
	`abandoned_in_target_ms` integer NOT NULL,
	`abandoned_late_ms` integer NOT NULL,
	`handled_ms` integer NOT NULL,
	`first_replied_ms` integer NOT NULL,
	`pending` integer NOT NULL,
	PRIMARY KEY(`queue_no`, `month`, `channel`, `topic_no`)
);
--> statement-breakpoint
CREATE TABLE `month_sketches` (
	`queue_no` integer NOT NULL,
	`month` integer NOT NULL,
	`channel` text NOT NULL,
	`sum_ms` integer NOT NULL,
	`bins` blob NOT NULL,
	PRIMARY KEY(`queue_no`, `month`, `channel`)
);
--> statement-breakpoint
CREATE TABLE `month_surveys` (
	`kind` text NOT NULL,
	`month` integer NOT NULL,
	`queue_no` integer NOT NULL,
	`channel` text NOT NULL,
	`topic_no` integer NOT NULL,
	`surveys` integer NOT NULL,
	`invited` integer NOT NULL,
	`replied` integer NOT NULL,
	`answered` integer NOT NULL,
	`scored` integer NOT NULL,
	`score_sum` integer NOT NULL,
	`score_squares` integer NOT NULL,
	`top_scores` integer NOT NULL,
	`promoters` integer NOT NULL,
	`passives` integer NOT NULL,
	`detractors` integer NOT NULL,
	`insufficient` integer NOT NULL,
	`invalid_scores` integer NOT NULL,
	PRIMARY KEY(`kind`, `month`, `queue_no`, `channel`, `topic_no`)
);
--> statement-breakpoint
CREATE TABLE `quarter_cells` (
	`queue_no` integer NOT NULL,
	`from_at` integer NOT NULL,
	`channel` text NOT NULL,
	`entered` integer NOT NULL,
	`reentered` integer NOT NULL,
	`answered_in_target` integer NOT NULL,
	`answered_late` integer NOT NULL,
	`short_in_target` integer NOT NULL,
	`short_late` integer NOT NULL,
	`abandoned_in_target` integer NOT NULL,
	`abandoned_late` integer NOT NULL,
	`abandoned_untimed` integer NOT NULL,
	`flow` integer NOT NULL,
	`breached` integer NOT NULL,
	`transferred` integer NOT NULL,
	`talk_ended` integer NOT NULL,
	`handled` integer NOT NULL,
	`first_replied` integer NOT NULL,
	`answered_in_target_ms` integer NOT NULL,
	`answered_late_ms` integer NOT NULL,
	`short_in_target_ms` integer NOT NULL,
	`short_late_ms` integer NOT NULL,
	`abandoned_in_target_ms` integer NOT NULL,
	`abandoned_late_ms` integer NOT NULL,
	`handled_ms` integer NOT NULL,
	`first_replied_ms` integer NOT NULL,
	`pending` integer NOT NULL,
	PRIMARY KEY(`queue_no`, `from_at`, `channel`)
);
--> statement-breakpoint
CREATE TABLE `quarter_samples` (
	`at` integer NOT NULL,
	`queue` text NOT NULL,
	`minutes` integer NOT NULL,
	`queue_depth_sum` integer NOT NULL,
	`queue_depth_max` integer NOT NULL,
	`longest_wait_ms` integer,
	PRIMARY KEY(`at`, `queue`)
);
--> statement-breakpoint
CREATE TABLE `rollup_days` (
	`day` integer PRIMARY KEY NOT NULL,
	`from_at` integer NOT NULL,
	`to_at` integer NOT NULL,
	`latest_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `rollup_head` (
	`one` integer PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`settings_hash` text NOT NULL,
	`recount_from` integer,
	CONSTRAINT "rollup_head_one_row" CHECK("rollup_head"."one" = 1)
);
--> statement-breakpoint
DROP INDEX `contacts_contact_unique`;--> statement-breakpoint
ALTER TABLE `contacts` ADD `contact_hash` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `contacts_hash` ON `contacts` (`contact_hash`);--> statement-breakpoint
CREATE INDEX `surveys_unanswered` ON `surveys` (`kind`,`invited_at`) WHERE answered_at is null;--> statement-breakpoint
CREATE INDEX `waits_open` ON `waits` (`entry`) WHERE exit is null;