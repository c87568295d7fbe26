import mongoose from "mongoose";

/** An invitation to answer a match for an organisation that had nobody here, sent to an address that an adviser typed. */
export type InvitationRecord = {
  /** SHA-256 of the token: what was sent is never kept. */
  _id: string;
  match: string;
  organisation: string;
  email: string;
  /** The adviser who sent it, and thereby confirms the seat. */
  invitedBy: string;
  invitedByName: string;
  expiresAt: Date;
};

const invitationSchema = new mongoose.Schema<InvitationRecord>(
  {
    _id: { type: String, required: true },
    match: { type: String, required: true, index: true },
    organisation: { type: String, required: true },
    email: { type: String, required: true },
    invitedBy: { type: String, required: true },
    invitedByName: { type: String, required: true },
    expiresAt: { type: Date, required: true },
  },
  { collection: "invitations" },
);
invitationSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const Invitation = mongoose.model("Invitation", invitationSchema);
