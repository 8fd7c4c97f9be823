CREATE TABLE `checkpoints` (
	`id` integer PRIMARY KEY NOT NULL,
	`epoch` text NOT NULL,
	`seq` integer NOT NULL,
	`fold_version` integer NOT NULL,
	`settings_hash` text NOT NULL,
	`payload` text NOT NULL,
	`sha256` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `minute_samples` (
	`at` integer NOT NULL,
	`queue` text NOT NULL,
	`queue_depth` integer NOT NULL,
	`longest_wait_ms` integer,
	PRIMARY KEY(`at`, `queue`)
);
