CREATE TABLE `write_probe` (
	`one` integer PRIMARY KEY NOT NULL,
	`times` integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE `rejected_records` ADD `times` integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE `rejected_records` ADD `fingerprint` blob;--> statement-breakpoint
CREATE UNIQUE INDEX `rejected_records_fingerprint_unique` ON `rejected_records` (`fingerprint`);