-- The store of auditc.  Sections are applied in order: a section that opens
-- with "-- version N" brings a store of version N-1 to N, in one transaction.
-- A section that was released is never edited; what changes is a new section.
-- Names of formats, kinds, severities and results are stored as text, spelled
-- as in the vocabularies of the compiler (one test holds them together).

-- version 1

-- What was read, as received.  An archive itself is not kept: its SHA-256 and
-- the member's name say where the bytes came from.
CREATE TABLE document (
	id INTEGER PRIMARY KEY,
	sha256 TEXT NOT NULL UNIQUE,
	format TEXT NOT NULL CHECK (format IN ('xccdf', 'audit')),
	origin TEXT NOT NULL,      -- path as given to import, or name of the embedded file
	bundled INTEGER NOT NULL DEFAULT 0 CHECK (bundled IN (0, 1)),
	archive_sha256 TEXT,       -- the zip that held it
	member TEXT,               -- its name there: "inner.zip/folder/file.xml"
	size INTEGER NOT NULL,
	bytes BLOB NOT NULL
) STRICT;

-- What the compiler itself holds: the SHA-256 over all bundled documents that
-- this store has taken in.
CREATE TABLE setting (
	name TEXT PRIMARY KEY,
	value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- A benchmark through all its releases.
CREATE TABLE benchmark (
	id INTEGER PRIMARY KEY,
	publisher TEXT NOT NULL,
	family TEXT NOT NULL,
	UNIQUE (publisher, family)
) STRICT;

CREATE TABLE release (
	id INTEGER PRIMARY KEY,
	benchmark INTEGER NOT NULL REFERENCES benchmark ON DELETE CASCADE,
	document INTEGER NOT NULL REFERENCES document ON DELETE CASCADE,
	name TEXT NOT NULL,        -- the Benchmark's id as written
	name12 TEXT NOT NULL,      -- the same in the form of XCCDF 1.2
	xccdf TEXT NOT NULL,
	title TEXT,
	description TEXT,
	version TEXT,
	release TEXT,
	release_date TEXT,
	status TEXT,
	status_date TEXT,
	sort_key TEXT NOT NULL,    -- version and release, numbers padded
	UNIQUE (document, name)
) STRICT;
CREATE INDEX release_benchmark ON release (benchmark, sort_key);

-- The requirement that lives through releases.
CREATE TABLE control (
	id INTEGER PRIMARY KEY,
	benchmark INTEGER NOT NULL REFERENCES benchmark ON DELETE CASCADE,
	key TEXT NOT NULL,         -- Rule/version, or the rule's id without revision
	control_id TEXT NOT NULL UNIQUE, -- SHA-256 of publisher, family and key
	UNIQUE (benchmark, key)
) STRICT;

-- What one release says of a control.
CREATE TABLE rule (
	id INTEGER PRIMARY KEY,
	release INTEGER NOT NULL REFERENCES release ON DELETE CASCADE,
	control INTEGER NOT NULL REFERENCES control ON DELETE CASCADE,
	position INTEGER NOT NULL,
	line INTEGER NOT NULL,
	rule_id TEXT NOT NULL,
	rule_id12 TEXT NOT NULL,
	group_id TEXT,
	group_title TEXT,
	stig_id TEXT,
	title TEXT,
	description TEXT,
	rationale TEXT,
	impact TEXT,
	check_system TEXT,
	check_text TEXT,
	fixtext TEXT,
	default_value TEXT,
	severity TEXT NOT NULL CHECK (severity IN
	    ('unknown', 'info', 'low', 'medium', 'high')),
	role TEXT NOT NULL CHECK (role IN ('full', 'unscored', 'unchecked')),
	weight TEXT NOT NULL,
	selected INTEGER NOT NULL CHECK (selected IN (0, 1)),
	informational_id TEXT NOT NULL, -- SHA-256 of title, description, check, fix
	check_hash TEXT NOT NULL,       -- SHA-256 of the check text alone
	UNIQUE (release, rule_id)
) STRICT;
CREATE INDEX rule_control ON rule (control);

-- Idents and references of a rule, as written.
CREATE TABLE reference (
	rule INTEGER NOT NULL REFERENCES rule ON DELETE CASCADE,
	position INTEGER NOT NULL,
	kind TEXT NOT NULL CHECK (kind IN ('ident', 'reference')),
	system TEXT,               -- ident: system; reference: href
	text TEXT,
	PRIMARY KEY (rule, position)
) STRICT, WITHOUT ROWID;

-- Every name by which a person may know a control, in any release.  Controls
-- of several publishers that share one are the same requirement.
CREATE TABLE alias (
	control INTEGER NOT NULL REFERENCES control ON DELETE CASCADE,
	kind TEXT NOT NULL CHECK (kind IN ('stig_id', 'vuln_id', 'rule_id',
	    'xccdf_id', 'legacy', 'cis', 'control_id')),
	text TEXT NOT NULL COLLATE NOCASE,
	PRIMARY KEY (text, kind, control)
) STRICT, WITHOUT ROWID;
CREATE INDEX alias_control ON alias (control);

CREATE TABLE profile (
	id INTEGER PRIMARY KEY,
	release INTEGER NOT NULL REFERENCES release ON DELETE CASCADE,
	position INTEGER NOT NULL,
	name TEXT NOT NULL,
	name12 TEXT NOT NULL,
	title TEXT,
	description TEXT,
	UNIQUE (release, name)
) STRICT;

-- The rules that a profile selects, and what it makes of them.
CREATE TABLE profile_rule (
	profile INTEGER NOT NULL REFERENCES profile ON DELETE CASCADE,
	rule INTEGER NOT NULL REFERENCES rule ON DELETE CASCADE,
	severity TEXT NOT NULL,
	role TEXT NOT NULL,
	weight TEXT NOT NULL,
	PRIMARY KEY (profile, rule)
) STRICT, WITHOUT ROWID;
CREATE INDEX profile_rule_rule ON profile_rule (rule);

CREATE TABLE value (
	id INTEGER PRIMARY KEY,
	release INTEGER NOT NULL REFERENCES release ON DELETE CASCADE,
	position INTEGER NOT NULL,
	name TEXT NOT NULL,
	name12 TEXT NOT NULL,
	title TEXT,
	description TEXT,
	type TEXT NOT NULL CHECK (type IN ('string', 'number', 'boolean')),
	default_value TEXT,        -- lists: one element a line
	UNIQUE (release, name)
) STRICT;

-- One item of an .audit file, or what an if of it decides.
CREATE TABLE item (
	id INTEGER PRIMARY KEY,
	document INTEGER NOT NULL REFERENCES document ON DELETE CASCADE,
	position INTEGER NOT NULL,
	line INTEGER NOT NULL,
	description TEXT NOT NULL,
	stig_id TEXT COLLATE NOCASE,
	severity TEXT,
	info TEXT,
	solution TEXT,
	see_also TEXT,
	command INTEGER NOT NULL CHECK (command IN (0, 1)),
	unsupported TEXT,          -- why it is not evaluated
	functional_id TEXT NOT NULL, -- SHA-256 of the compiled check
	UNIQUE (document, position)
) STRICT;
CREATE INDEX item_stig_id ON item (stig_id);

-- Its reference key: "CCI|CCI-000366,CIS_Docker|5.12" gives two rows.
CREATE TABLE item_reference (
	item INTEGER NOT NULL REFERENCES item ON DELETE CASCADE,
	position INTEGER NOT NULL,
	kind TEXT NOT NULL,
	text TEXT NOT NULL COLLATE NOCASE,
	PRIMARY KEY (item, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX item_reference_text ON item_reference (text);

-- Which check stands for a control, and the text that it was held against.
-- The item is named, not pointed at, so that a new edition of its file keeps
-- the binding.  A binding is stale when the newest release's check_hash is
-- another one.
CREATE TABLE binding (
	control INTEGER NOT NULL REFERENCES control ON DELETE CASCADE,
	item TEXT NOT NULL COLLATE NOCASE, -- STIG-ID or description of the item
	origin TEXT NOT NULL CHECK (origin IN ('hand', 'id')),
	check_hash TEXT NOT NULL,
	informational_id TEXT NOT NULL,
	reviewer TEXT,
	reviewed TEXT,             -- date
	note TEXT,
	PRIMARY KEY (control, item)
) STRICT, WITHOUT ROWID;

-- Results through time.
CREATE TABLE evaluation (
	id INTEGER PRIMARY KEY,
	sha256 TEXT NOT NULL,      -- of the file that brought it
	benchmark INTEGER REFERENCES benchmark ON DELETE SET NULL,
	release INTEGER REFERENCES release ON DELETE SET NULL,
	profile TEXT,
	target TEXT NOT NULL,
	tool TEXT,
	start_time TEXT,
	end_time TEXT,
	UNIQUE (sha256, target)
) STRICT;

CREATE TABLE result (
	evaluation INTEGER NOT NULL REFERENCES evaluation ON DELETE CASCADE,
	position INTEGER NOT NULL,
	control INTEGER REFERENCES control ON DELETE SET NULL,
	rule_id TEXT NOT NULL,
	result TEXT NOT NULL CHECK (result IN ('pass', 'fail', 'error',
	    'unknown', 'notapplicable', 'notchecked', 'notselected',
	    'informational', 'fixed')),
	severity TEXT,
	message TEXT,
	PRIMARY KEY (evaluation, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX result_control ON result (control);

-- The newest release of each benchmark, and its rule of each control.
CREATE VIEW newest (release, benchmark) AS
SELECT id, benchmark FROM (
	SELECT id, benchmark, row_number() OVER (
	    PARTITION BY benchmark ORDER BY sort_key DESC, id DESC) AS n
	FROM release)
WHERE n = 1;

CREATE VIEW newest_rule (control, rule) AS
SELECT control, id FROM (
	SELECT rule.control, rule.id, row_number() OVER (
	    PARTITION BY rule.control
	    ORDER BY release.sort_key DESC, release.id DESC, rule.id) AS n
	FROM rule JOIN release ON release.id = rule.release)
WHERE n = 1;

-- The statements that add and delete rules keep it in step.
CREATE VIRTUAL TABLE rule_text USING fts5 (
	stig_id, rule_id, title, description, rationale, check_text, fixtext,
	content='rule', content_rowid='id',
	tokenize='porter unicode61'
);

-- version 2

-- A list of CCIs (control correlation identifiers), as received.
CREATE TABLE cci_list (
	id INTEGER PRIMARY KEY,
	sha256 TEXT NOT NULL UNIQUE,
	origin TEXT NOT NULL,
	archive_sha256 TEXT,
	member TEXT,
	version TEXT NOT NULL,     -- its date, in DISA's lists
	size INTEGER NOT NULL,
	bytes BLOB NOT NULL
) STRICT;

CREATE TABLE cci (
	list INTEGER NOT NULL REFERENCES cci_list ON DELETE CASCADE,
	cci TEXT NOT NULL COLLATE NOCASE, -- "CCI-000366"
	status TEXT,
	type TEXT,
	definition TEXT,
	PRIMARY KEY (list, cci)
) STRICT, WITHOUT ROWID;

-- The controls of NIST SP 800-53 (and 800-53A) that a CCI is part of.
CREATE TABLE cci_reference (
	list INTEGER NOT NULL,
	cci TEXT NOT NULL COLLATE NOCASE,
	position INTEGER NOT NULL,
	title TEXT NOT NULL,
	version TEXT NOT NULL,     -- "4": revision 4
	control TEXT NOT NULL COLLATE NOCASE, -- "CM-6 b"
	PRIMARY KEY (list, cci, position),
	FOREIGN KEY (list, cci) REFERENCES cci ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- The newest list alone answers.
CREATE VIEW newest_cci_list (list) AS
SELECT id FROM cci_list ORDER BY version DESC, id DESC LIMIT 1;

CREATE INDEX reference_text ON reference (text COLLATE NOCASE);

-- version 3

-- A file of results, as received.  The tables of version 1 for them were
-- never written.
DROP TABLE result;
DROP TABLE evaluation;

CREATE TABLE result_file (
	id INTEGER PRIMARY KEY,
	sha256 TEXT NOT NULL UNIQUE,
	origin TEXT NOT NULL,
	size INTEGER NOT NULL,
	bytes BLOB NOT NULL
) STRICT;

-- One target's results in it.
CREATE TABLE evaluation (
	id INTEGER PRIMARY KEY,
	file INTEGER NOT NULL REFERENCES result_file ON DELETE CASCADE,
	position INTEGER NOT NULL, -- of the target in the file
	benchmark TEXT NOT NULL,   -- its id in the form of XCCDF 1.2
	title TEXT,
	version TEXT,
	profile TEXT,
	target TEXT NOT NULL,
	tool TEXT,
	start_time TEXT,
	end_time TEXT,
	moment INTEGER NOT NULL,   -- the end in seconds since 1970; 0: unknown
	UNIQUE (file, position)
) STRICT;
CREATE INDEX evaluation_target ON evaluation (target, moment);

CREATE TABLE result (
	evaluation INTEGER NOT NULL REFERENCES evaluation ON DELETE CASCADE,
	position INTEGER NOT NULL,
	control INTEGER REFERENCES control ON DELETE SET NULL,
	rule_id TEXT NOT NULL,
	name TEXT NOT NULL,        -- the STIG-ID, else the rule's id
	instance TEXT,
	result TEXT NOT NULL CHECK (result IN ('pass', 'fail', 'error',
	    'unknown', 'notapplicable', 'notchecked', 'notselected',
	    'informational', 'fixed')),
	severity TEXT NOT NULL,
	why TEXT NOT NULL,         -- one line; the whole is in the file
	PRIMARY KEY (evaluation, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX result_control ON result (control);

-- A checklist (CKL, CKLB), as received.
CREATE TABLE checklist (
	id INTEGER PRIMARY KEY,
	sha256 TEXT NOT NULL UNIQUE,
	origin TEXT NOT NULL,
	archive_sha256 TEXT,
	member TEXT,
	size INTEGER NOT NULL,
	bytes BLOB NOT NULL
) STRICT;

-- What a site says of a control on a target: the last checklist's word.  It
-- was given for one check text, and has to be reviewed where the newest
-- release has another.
CREATE TABLE answer (
	control INTEGER NOT NULL REFERENCES control ON DELETE CASCADE,
	target TEXT NOT NULL,      -- '': the checklist names none
	instance TEXT NOT NULL,    -- site and instance of a web server or database
	checklist INTEGER NOT NULL REFERENCES checklist ON DELETE CASCADE,
	status TEXT NOT NULL CHECK (status IN ('NotAFinding', 'Open',
	    'Not_Applicable', 'Not_Reviewed')),
	details TEXT NOT NULL,
	comments TEXT NOT NULL,
	severity TEXT NOT NULL CHECK (severity IN ('', 'low', 'medium', 'high')),
	justification TEXT NOT NULL,
	check_hash TEXT NOT NULL,
	reviewer TEXT,
	reviewed TEXT,             -- date
	note TEXT,
	PRIMARY KEY (control, target, instance)
) STRICT, WITHOUT ROWID;
CREATE INDEX answer_checklist ON answer (checklist);

-- A finding that somebody answers for until a date.
CREATE TABLE waiver (
	control INTEGER NOT NULL REFERENCES control ON DELETE CASCADE,
	target TEXT NOT NULL,      -- '': all targets
	author TEXT NOT NULL,
	reason TEXT NOT NULL,
	given TEXT NOT NULL,       -- date
	expires TEXT NOT NULL,     -- date: the last day on which it holds
	check_hash TEXT NOT NULL,
	reviewer TEXT,
	reviewed TEXT,
	note TEXT,
	PRIMARY KEY (control, target)
) STRICT, WITHOUT ROWID;

-- version 4

-- What people call a release: "Toy_STIG", "V1R1".
CREATE VIEW release_label (id, name, label) AS
SELECT id, CASE WHEN name LIKE 'xccdf~_%~_benchmark~_%' ESCAPE '~'
	THEN substr(name, instr(name, '_benchmark_') + length('_benchmark_'))
	ELSE name END,
    CASE WHEN version IS NULL OR version = '' THEN ''
	WHEN release IS NULL OR release = '' THEN version
	ELSE 'V' || version || 'R' || release END
FROM release;

-- version 5

-- What the release's own document checks a rule with: the id of an OVAL
-- definition that it holds.  Of two editions of one version, the one that
-- holds its checks stands before the one that lacks them.
ALTER TABLE rule ADD COLUMN own_check TEXT;
ALTER TABLE release ADD COLUMN has_checks INTEGER NOT NULL DEFAULT 0
    CHECK (has_checks IN (0, 1));

DROP VIEW newest_rule;
DROP VIEW newest;

CREATE VIEW newest (release, benchmark) AS
SELECT id, benchmark FROM (
	SELECT id, benchmark, row_number() OVER (
	    PARTITION BY benchmark
	    ORDER BY sort_key DESC, has_checks DESC, id DESC) AS n
	FROM release)
WHERE n = 1;

CREATE VIEW newest_rule (control, rule) AS
SELECT control, id FROM (
	SELECT rule.control, rule.id, row_number() OVER (
	    PARTITION BY rule.control
	    ORDER BY release.sort_key DESC, release.has_checks DESC,
	    release.id DESC, rule.id) AS n
	FROM rule JOIN release ON release.id = rule.release)
WHERE n = 1;
