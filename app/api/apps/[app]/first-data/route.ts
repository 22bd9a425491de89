import { answer } from '@/app/api/answer';
import { firstData } from '@/service';

export async function GET(_request: Request, { params }: { params: Promise<{ app: string }> }): Promise<Response> {
  const { app } = await params;
  return answer((actor) => firstData(actor, app));
}
