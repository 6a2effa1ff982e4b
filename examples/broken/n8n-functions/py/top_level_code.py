import os


def top_level_code(items):
    return len(items)


if __name__ == "__main__":
    print(top_level_code(os.environ))
