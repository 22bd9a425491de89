import { Bare } from '@/components/shell/bare';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';

export default function NotFound() {
  return (
    <Bare>
      <EmptyState
        mark="cannot-tell"
        page
        title="There is nothing at this address."
        action={
          <ButtonLink href="/" kind="primary">
            All apps
          </ButtonLink>
        }
      >
        The app may have been deleted or renamed, or it belongs to a team that you are not in.
      </EmptyState>
    </Bare>
  );
}
