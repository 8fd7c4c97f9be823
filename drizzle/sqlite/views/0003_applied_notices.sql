CREATE TABLE `applied_notices` (
	`one` integer PRIMARY KEY NOT NULL,
	`no` integer NOT NULL,
	CONSTRAINT "applied_notices_one_row" CHECK("applied_notices"."one" = 1)
);
