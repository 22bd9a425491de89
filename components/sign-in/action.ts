/** What a sign-in form is told: an error with its field and the fix, or nothing yet. */
export interface SignInResult {
  error: { field?: string; message: string; fix?: string } | null;
}

export type SignInAction = (before: SignInResult, form: FormData) => Promise<SignInResult>;
