import mongoose from "mongoose";
import type { TypedNeed } from "../domain/need.ts";
import { SEAT_ROLES, type SeatRole } from "../domain/vocabulary.ts";
import { idField } from "../storage/id.ts";

/** A pending seat gives no right: it waits for an adviser, or for an editor of the organisation. */
export type SeatRecord = {
  organisation: string;
  role: SeatRole;
  status: "pending" | "active";
  askedAt: Date;
};

export type UserRecord = {
  _id: string;
  /** Lower case; unique. */
  email: string;
  name: string;
  phone: string | null;
  /** argon2id, with its parameters and salt. */
  passwordHash: string;
  emailConfirmedAt: Date | null;
  /** The last mail to the address was refused for good, with the server's words; null once one was taken. */
  mailRefused: { at: Date; words: string } | null;
  /** Sessions opened before it no longer hold. */
  passwordChangedAt: Date | null;
  seats: SeatRecord[];
  /** Signed up to offer expertise: the profile is the first thing to do. */
  asExpert?: boolean;
  /** The need that was being tried when the account was asked for; given back once, at the first sign-in. */
  typedNeed?: TypedNeed | null;
  adviser: boolean;
  admin: boolean;
  createdAt: Date;
};

const userSchema = new mongoose.Schema<UserRecord>(
  {
    _id: idField,
    email: { type: String, required: true, unique: true },
    name: { type: String, required: true },
    phone: { type: String, default: null },
    passwordHash: { type: String, required: true },
    emailConfirmedAt: { type: Date, default: null },
    mailRefused: {
      type: new mongoose.Schema({ at: Date, words: String }, { _id: false }),
      default: null,
    },
    passwordChangedAt: { type: Date, default: null },
    seats: {
      type: [
        {
          _id: false,
          organisation: { type: String, required: true },
          role: { type: String, enum: SEAT_ROLES, required: true },
          status: { type: String, enum: ["pending", "active"], required: true },
          askedAt: { type: Date, required: true },
        },
      ],
      default: [],
    },
    asExpert: { type: Boolean, default: false },
    typedNeed: {
      type: new mongoose.Schema(
        { description: String, themes: [String], countries: [String], dismissed: [String] },
        { _id: false },
      ),
    },
    adviser: { type: Boolean, default: false },
    admin: { type: Boolean, default: false },
    createdAt: { type: Date, required: true },
  },
  { collection: "users" },
);
userSchema.index({ "seats.organisation": 1 });
userSchema.index({ "seats.status": 1 });
userSchema.index({ adviser: 1 });

export const User = mongoose.model("User", userSchema);

export const TOKEN_PURPOSES = ["confirm-email", "reset-password", "api"] as const;
export type TokenPurpose = (typeof TOKEN_PURPOSES)[number];

export type TokenRecord = {
  /** SHA-256 of the token: what was handed out is never kept. */
  _id: string;
  user: string;
  purpose: TokenPurpose;
  expiresAt: Date;
};

const tokenSchema = new mongoose.Schema<TokenRecord>(
  {
    _id: { type: String, required: true },
    user: { type: String, required: true, index: true },
    purpose: { type: String, enum: TOKEN_PURPOSES, required: true },
    expiresAt: { type: Date, required: true },
  },
  { collection: "tokens" },
);
tokenSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const Token = mongoose.model("Token", tokenSchema);
