"""A schedule that costs less: the best order that a fixed amount of work finds."""

from contracts.recipes.schedule import FoundOrder, ScheduleRecipe, ScheduleResult
from film_workers.renderers.protocol import Progress, TellsFound
from film_workers.scheduling.search import best_order


def run(recipe: ScheduleRecipe, progress: Progress) -> ScheduleResult:
    """Raises whatever `progress` raises; what was found by then it has been told, if it takes that."""

    def tell(found: FoundOrder) -> None:
        if isinstance(progress, TellsFound):
            progress.tell(found)

    result = best_order(recipe, progress, tell)
    progress(1.0)
    return result
