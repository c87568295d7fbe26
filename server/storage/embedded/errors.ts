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
  CursorNotFound: 43,
  NamespaceExists: 48,
  MaxTimeMSExpired: 50,
  DollarPrefixedFieldName: 52,
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
  TransactionCommitted: 256,
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

/** The error as the fields that stand in a reply or in one of its `writeErrors`. */
export function errorFields(error: unknown): Document {
  if (error instanceof StoreError) {
    return { code: error.code, codeName: error.codeName, errmsg: error.message, ...error.extra };
  }
  const message = error instanceof Error ? error.message : String(error);
  if (message.startsWith("unregistered pipeline operator")) {
    const errmsg = message.replace("unregistered pipeline operator", "Unrecognized pipeline stage name:");
    return { code: CODES.Location40324, codeName: "Location40324", errmsg };
  }
  if (error instanceof Error && error.constructor.name === "MingoError") {
    return { code: CODES.BadValue, codeName: "BadValue", errmsg: message };
  }
  if (error instanceof Error && error.constructor.name.startsWith("BSON")) {
    return { code: CODES.InvalidBSON, codeName: "InvalidBSON", errmsg: message };
  }
  // What the encoder says of a document larger than it can hold.
  if (error instanceof RangeError && /range|bounds/i.test(message)) {
    return {
      code: CODES.BSONObjectTooLarge,
      codeName: "BSONObjectTooLarge",
      errmsg: `document too large: ${message}`,
    };
  }
  return { code: CODES.InternalError, codeName: "InternalError", errmsg: message };
}
