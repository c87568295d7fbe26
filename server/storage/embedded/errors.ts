import type { Document } from "bson";

/**
 * MongoDB's error codes that this store answers with, by name.
 * Source: https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml
 */
const CODES = {
  InternalError: 1,
  BadValue: 2,
  FailedToParse: 9,
  TypeMismatch: 14,
  Overflow: 15,
  InvalidLength: 16,
  InvalidBSON: 22,
  NamespaceNotFound: 26,
  IndexNotFound: 27,
  PathNotViable: 28,
  ConflictingUpdateOperators: 40,
  CursorNotFound: 43,
  NamespaceExists: 48,
  MaxTimeMSExpired: 50,
  InvalidIdField: 53,
  CommandNotFound: 59,
  ImmutableField: 66,
  CannotCreateIndex: 67,
  InvalidOptions: 72,
  InvalidNamespace: 73,
  IndexOptionsConflict: 85,
  IndexKeySpecsConflict: 86,
  WriteConflict: 112,
  NotImplemented: 238,
  NoSuchTransaction: 251,
  TransactionTooOld: 225,
  OperationNotSupportedInTransaction: 263,
  ChangeStreamHistoryLost: 286,
  OutOfDiskSpace: 14031,
  BSONObjectTooLarge: 10334,
  DuplicateKey: 11000,
  Location40324: 40324,
  KeyTooLong: 17280,
  IDLUnknownField: 40415,
} as const;

export type CodeName = keyof typeof CODES;

/**
 * A failure that the client is told with MongoDB's own code and name.
 * `extra` is added to the reply beside them (`keyPattern`, `errorLabels`, …).
 */
export class StoreError extends Error {
  readonly code: number;
  readonly codeName: CodeName;
  readonly extra: Document;

  constructor(codeName: CodeName, message: string, extra: Document = {}) {
    super(message);
    this.codeName = codeName;
    this.code = CODES[codeName];
    this.extra = extra;
  }
}

/** A write conflict, labelled so that the driver's `withTransaction` runs the whole transaction again. */
export function writeConflict(): StoreError {
  return new StoreError(
    "WriteConflict",
    "Caused by :: Write conflict during plan execution and yielding is disabled. Please retry your operation or multi-document transaction.",
    { errorLabels: ["TransientTransactionError"] },
  );
}

/** What bson, mingo and JavaScript say of a client's mistakes, and what MongoDB calls them. */
const FOREIGN: [said: RegExp, codeName: CodeName][] = [
  [/^MingoError: unregistered pipeline operator/, "Location40324"],
  [/^MingoError: Unknown update operator/, "FailedToParse"],
  [/^MingoError: updating the path .* conflict/, "ConflictingUpdateOperators"],
  [/^(MingoError|SyntaxError): /, "BadValue"],
  [/^BSON\w*Error: /, "InvalidBSON"],
  // Of a document larger than the encoder can hold.
  [/^RangeError: .*(range|bounds)/i, "BSONObjectTooLarge"],
];

/** The error as the fields that stand in a reply or in one of its `writeErrors`. */
export function errorFields(error: unknown): Document {
  if (error instanceof StoreError)
    return { code: error.code, codeName: error.codeName, errmsg: error.message, ...error.extra };
  const errmsg = error instanceof Error ? error.message : String(error);
  const text = error instanceof Error ? `${error.constructor.name}: ${errmsg}` : errmsg;
  const codeName = FOREIGN.find(([said]) => said.test(text))?.[1] ?? "InternalError";
  return { code: CODES[codeName], codeName, errmsg };
}
