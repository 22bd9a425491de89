import { afterAll } from 'vitest';
import { closeForgottenDatabases } from './database';

afterAll(closeForgottenDatabases);
