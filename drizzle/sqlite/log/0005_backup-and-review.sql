CREATE TABLE `held_back` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`since` integer NOT NULL
);
